const million = 1_048_576

/**
 * What a file may be at most. Whoever reads it has about a quarter of a gigabyte of memory and seconds of time for it, so
 * everything that a file can make larger has its limit.
 */
export const limits = {
  /** As it is uploaded; the contract says the same. */
  fileBytes: 50 * million,
  /** A full sheet. */
  rows: million,
  /** Counted up to the last column with content. */
  columns: 1_000,
  /** What a cell of a spreadsheet program holds. */
  cellCharacters: 32_767,
  /** All text of a row, for a row is handed over in one piece. */
  rowCharacters: million,
  /** All text that is read, each cell counted. A full sheet of three columns has about a fifth of it. */
  textCharacters: 256 * million,
  /** All parts of a workbook, unpacked. 100,000 rows of 50 filled columns are about a quarter of it. */
  unpackedBytes: 768 * million,
  /** The texts that a workbook keeps once for all its cells. */
  sharedBytes: 96 * million,
  sharedTexts: 4 * million,
  /** Parts of a workbook: sheets, pictures, whatever. */
  parts: 5_000,
  sheets: 1_000,
  /** The parts that say what the others are. */
  smallPartBytes: 16 * million,
  /** Memory of the process that reads, about 60 MB of which it needs for itself. */
  memoryBytes: 304 * million,
} as const
