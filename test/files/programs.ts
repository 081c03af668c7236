import { type ZipPart, zipOf } from './zip.ts'

// Workbooks as programs that do not run here save them: not the least that would do, but with all that each writes around
// the cells, part by part. All say the same.

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** The namespaces of a kind of workbook: the ones that nearly all have, and those of ISO's strict kind. */
const transitional = {
  main: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  office: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
}
const strict = {
  main: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
  office: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
}
type Namespaces = typeof transitional

const excelNamespaces = [
  ['mc', 'http://schemas.openxmlformats.org/markup-compatibility/2006'],
  ['x14ac', 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac'],
  ['x15ac', 'http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac'],
  ['x15', 'http://schemas.microsoft.com/office/spreadsheetml/2010/11/main'],
  ['xr', 'http://schemas.microsoft.com/office/spreadsheetml/2014/revision'],
]
  .map(([prefix, address]) => ` xmlns:${prefix}="${address}"`)
  .join('')

function relationships(office: string, all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(([id, type, target]) => {
    const mode = target.startsWith('mailto:') ? ' TargetMode="External"' : ''
    return `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${mode}/>`
  })
  return `${declaration}<Relationships xmlns="${packages}">${each.join('')}</Relationships>`
}

/** Excel for Windows: a filtered list with a table's frills, of which a formula and a link are part. */
export function excel({ targets = 'relative' as 'relative' | 'absolute', isStrict = false } = {}): Buffer {
  const names: Namespaces = isStrict ? strict : transitional
  const path = (target: string) => (targets === 'absolute' ? `/xl/${target}` : target)
  const part = (name: string, content: string): ZipPart => ({ name, content: declaration + content })
  return zipOf([
    part(
      '[Content_Types].xml',
      `<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    ),
    {
      name: '_rels/.rels',
      content: relationships(names.office, [
        ['rId3', 'extended-properties', 'docProps/app.xml'],
        ['rId2', 'metadata/core-properties', 'docProps/core.xml'],
        ['rId1', 'officeDocument', targets === 'absolute' ? '/xl/workbook.xml' : 'xl/workbook.xml'],
      ]),
    },
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${names.main}" xmlns:r="${names.office}"${excelNamespaces} mc:Ignorable="x15 xr"${isStrict ? ' conformance="strict"' : ''}>` +
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="27328"/><workbookPr defaultThemeVersion="166925"/>' +
        '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\ada\\Desktop\\"/></mc:Choice></mc:AlternateContent>' +
        '<xr:revisionPtr revIDLastSave="0" documentId="13_ncr:1_{D0C3}" xr6:coauthVersionLast="47" xmlns:xr6="urn:xr6"/>' +
        '<bookViews><workbookView xWindow="-120" yWindow="-120" windowWidth="29040" windowHeight="15720" xr2:uid="{00}" xmlns:xr2="urn:xr2"/></bookViews>' +
        '<sheets><sheet name="People" sheetId="1" r:id="rId1"/><sheet name="Blad2" sheetId="3" state="hidden" r:id="rId2"/></sheets>' +
        `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">People!$A$1:$F$5</definedName></definedNames><calcPr calcId="191029"/></workbook>`,
    ),
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships(names.office, [
        ['rId6', 'calcChain', path('calcChain.xml')],
        ['rId5', 'sharedStrings', path('sharedStrings.xml')],
        ['rId4', 'styles', path('styles.xml')],
        ['rId3', 'theme', path('theme/theme1.xml')],
        ['rId2', 'worksheet', path('worksheets/sheet2.xml')],
        ['rId1', 'worksheet', path('worksheets/sheet1.xml')],
      ]),
    },
    part('xl/worksheets/sheet1.xml', excelSheet(names, isStrict)),
    part('xl/worksheets/sheet2.xml', `<worksheet xmlns="${names.main}"><sheetData/></worksheet>`),
    {
      name: 'xl/worksheets/_rels/sheet1.xml.rels',
      content: relationships(names.office, [['rId1', 'hyperlink', 'mailto:ann@example.com']]),
    },
    part('xl/sharedStrings.xml', excelStrings(names)),
    part('xl/styles.xml', excelStyles(names)),
    part('xl/calcChain.xml', `<calcChain xmlns="${names.main}"><c r="D2" i="1"/><c r="D3" i="1" l="1"/></calcChain>`),
    part(
      'xl/theme/theme1.xml',
      '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"/>',
    ),
    part('docProps/core.xml', '<cp:coreProperties xmlns:cp="urn:core"/>'),
    part('docProps/app.xml', '<Properties xmlns="urn:app"><Application>Microsoft Excel</Application></Properties>'),
  ])
}

function excelSheet({ main, office }: Namespaces, isStrict: boolean): string {
  // In the strict kind a day is written as one.
  const day = (at: string, serial: string, iso: string) =>
    isStrict ? `<c r="${at}" s="3" t="d"><v>${iso}</v></c>` : `<c r="${at}" s="3"><v>${serial}</v></c>`
  const row = (number: number, cells: string, more = '') =>
    `<row r="${number}" spans="1:6"${more} x14ac:dyDescent="0.25">${cells}</row>`
  return (
    `<worksheet xmlns="${main}" xmlns:r="${office}"${excelNamespaces} mc:Ignorable="x14ac xr" xr:uid="{A1B2C3D4-0001-4E4F-8A8B-000000000001}">` +
    '<sheetPr filterMode="1"/><dimension ref="A1:F5"/>' +
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="C3" sqref="C3"/></sheetView></sheetViews>' +
    '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="1" width="12.7109375" style="2" bestFit="1" customWidth="1"/></cols><sheetData>' +
    row(
      1,
      '<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c><c r="C1" s="1" t="s"><v>2</v></c><c r="D1" s="1" t="s"><v>3</v></c><c r="E1" s="1" t="s"><v>4</v></c><c r="F1" s="1" t="s"><v>5</v></c>',
      ' ht="30" customHeight="1"',
    ) +
    row(
      2,
      `<c r="A2" s="2"><v>123</v></c><c r="B2" s="4" t="s"><v>6</v></c><c r="C2" t="s"><v>7</v></c><c r="D2" t="str"><f t="shared" ref="D2:D3" si="0">IF(C2="x","x","")</f><v>x</v></c>${day('E2', '46173', '2026-05-31T00:00:00')}<c r="F2" t="s"><v>8</v></c>`,
    ) +
    row(
      3,
      `<c r="A3" s="2"><v>7</v></c><c r="B3" t="s"><v>9</v></c><c r="C3" s="5"/><c r="D3" t="str"><f t="shared" si="0"/><v></v></c>${day('E3', '46174', '2026-06-01T00:00:00')}<c r="F3" t="e" cm="1"><f t="array" ref="F3">VLOOKUP(B3,H:I,2,0)</f><v>#N/A</v></c>`,
      ' hidden="1"',
    ) +
    row(4, '<c r="A4" s="2"/><c r="B4" s="5"/><c r="C4" s="5"/>') +
    '</sheetData><sheetProtection algorithmName="SHA-512" hashValue="a" saltValue="b" spinCount="100000" sheet="1"/>' +
    '<autoFilter ref="A1:F5" xr:uid="{A1B2C3D4-0002-4E4F-8A8B-000000000002}"><filterColumn colId="2"><filters><filter val="x"/></filters></filterColumn></autoFilter>' +
    '<mergeCells count="1"><mergeCell ref="H1:I1"/></mergeCells><phoneticPr fontId="1" type="noConversion"/>' +
    '<conditionalFormatting sqref="C2:C5"><cfRule type="cellIs" dxfId="0" priority="1" operator="equal"><formula>"x"</formula></cfRule></conditionalFormatting>' +
    '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C2:C2001" xr:uid="{00}"><formula1>"x"</formula1></dataValidation></dataValidations>' +
    '<hyperlinks><hyperlink ref="B2" r:id="rId1" xr:uid="{01}"/></hyperlinks><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>' +
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="0"/></ext></extLst></worksheet>'
  )
}

function excelStrings({ main }: Namespaces): string {
  const texts = [
    '<t>Employee number</t>',
    '<r><rPr><b/><sz val="11"/><color theme="0"/><rFont val="Aptos Narrow"/><family val="2"/><scheme val="minor"/></rPr><t>E-</t></r><r><rPr><i/></rPr><t>mail</t></r>',
    '<t xml:space="preserve">First aid </t>',
    '<t>Forklift</t>',
    '<t>Completed</t>',
    '<t>氏名</t><rPh sb="0" eb="2"><t>シメイ</t></rPh><phoneticPr fontId="1"/>',
    '<t>ann@example.com</t>',
    '<t xml:space="preserve"> X\u00a0</t>',
    '<t>two_x000D_\nlines &amp; _x005F_x0041_</t>',
    '<r><t>bo</t></r><r><rPr><u/></rPr><t xml:space="preserve">@example.com </t></r>',
  ]
  return `<sst xmlns="${main}" count="12" uniqueCount="10">${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`
}

function excelStyles({ main }: Namespaces): string {
  return (
    `<styleSheet xmlns="${main}"${excelNamespaces} mc:Ignorable="x14ac xr"><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts>` +
    '<fonts count="1" x14ac:knownFonts="1"><font><sz val="11"/><name val="Aptos Narrow"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>' +
    '<cellStyleXfs count="2"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/></cellStyleXfs>' +
    '<cellXfs count="6"><xf numFmtId="0" xfId="0"/><xf numFmtId="0" xfId="0" applyFont="1"><alignment wrapText="1"/></xf><xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" xfId="1"/><xf numFmtId="0" xfId="0" quotePrefix="1"/></cellXfs>' +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>' +
    '<dxfs count="1"><dxf><numFmt numFmtId="165" formatCode="dd/mm"/><fill><patternFill><bgColor rgb="FFC6EFCE"/></patternFill></fill></dxf></dxfs><tableStyles count="0"/></styleSheet>'
  )
}

/** Google Sheets: no properties of the document, visible sheets called so, a thousand formatted rows after the last, and written as a stream. */
export function googleSheets(): Buffer {
  const { main, office } = transitional
  const all = ` xmlns="${main}" xmlns:r="${office}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:mv="urn:schemas-microsoft-com:mac:vml" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"`
  const texts = [
    'Employee number',
    'E-mail',
    'First aid ',
    'Forklift',
    'Completed',
    '氏名',
    '00123',
    'ann@example.com',
    ' X\u00a0',
    'two\nlines &amp; _x0041_',
    '00007',
    'bo@example.com',
  ]
  const rich = (text: string) =>
    `<si><r><rPr><rFont val="Arial"/><color theme="1"/></rPr><t xml:space="preserve">${text}</t></r></si>`
  const strings = texts.map((text, nth) =>
    nth === 7 || nth === 9 ? rich(text.replace('_x', '_x005F_x')) : `<si><t xml:space="preserve">${text}</t></si>`,
  )
  const shared = (at: string, index: number, style = 1) => `<c r="${at}" s="${style}" t="s"><v>${index}</v></c>`
  const empty = Array.from(
    { length: 997 },
    (_, nth) =>
      `<row r="${nth + 4}" ht="15.75" customHeight="1"><c r="B${nth + 4}" s="3"/><c r="C${nth + 4}" s="3"/></row>`,
  )
  const sheet =
    `<worksheet${all}><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="1.0" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/><cols><col customWidth="1" min="2" max="2" width="25.0"/></cols><sheetData>` +
    `<row r="1">${['A', 'B', 'C', 'D', 'E', 'F'].map((letter, nth) => shared(`${letter}1`, nth)).join('')}</row>` +
    `<row r="2">${shared('A2', 6)}${shared('B2', 7)}${shared('C2', 8)}<c r="D2" s="1" t="str"><f t="shared" ref="D2:D3" si="1">IF(C2="x","x","")</f><v>x</v></c><c r="E2" s="2"><v>46173.0</v></c>${shared('F2', 9)}</row>` +
    `<row r="3" hidden="1">${shared('A3', 10)}${shared('B3', 11)}<c r="C3" s="1"/><c r="D3" s="1" t="str"><f t="shared" si="1"/><v/></c><c r="E3" s="2"><v>46174.0</v></c><c r="F3" s="1" t="e"><f>IFERROR(__xludf.DUMMYFUNCTION("QUERY(A1:B2)"),NA())</f><v>#N/A</v></c></row>` +
    `${empty.join('')}</sheetData><autoFilter ref="$A$1:$F$1000"/><dataValidations><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="C2:C1000"><formula1>"x"</formula1></dataValidation></dataValidations><drawing r:id="rId1"/></worksheet>`
  const parts: ZipPart[] = [
    {
      name: 'xl/theme/theme1.xml',
      content: '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Sheets"/>',
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet${all}><numFmts count="1"><numFmt numFmtId="164" formatCode="d&quot; &quot;mmm&quot; &quot;yyyy"/></numFmts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" xfId="0"/><xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" xfId="0"/></cellXfs><dxfs count="0"/></styleSheet>`,
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${main}" count="14" uniqueCount="${strings.length}">${strings.join('')}</sst>`,
    },
    {
      name: 'xl/drawings/drawing1.xml',
      content: '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>',
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    {
      name: 'xl/worksheets/_rels/sheet1.xml.rels',
      content: relationships(office, [['rId1', 'drawing', '../drawings/drawing1.xml']]),
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook${all}><workbookPr/><sheets><sheet state="visible" name="People" sheetId="1" r:id="rId4"/></sheets><definedNames><definedName hidden="1" localSheetId="0" name="_xlnm._FilterDatabase">People!$A$1:$F$1000</definedName></definedNames><calcPr/></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships(office, [
        ['rId1', 'theme', 'theme/theme1.xml'],
        ['rId2', 'styles', 'styles.xml'],
        ['rId3', 'sharedStrings', 'sharedStrings.xml'],
        ['rId4', 'worksheet', 'worksheets/sheet1.xml'],
      ]),
    },
    { name: '_rels/.rels', content: relationships(office, [['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    { name: '[Content_Types].xml', content: `<Types xmlns="${types}"/>` },
  ]
  return zipOf(parts.map((part) => ({ ...part, descriptor: true })))
}

/** Numbers: first a sheet that lists what was exported, then one for each table, with its title above it. */
export function numbers(): Buffer {
  const { main, office } = transitional
  const texts = [
    'Dieses Dokument wurde aus Numbers exportiert.',
    'Table 1',
    'Employee number',
    'E-mail',
    'First aid',
    'Forklift',
    'Completed',
    '氏名',
    '00123',
    'ann@example.com',
    'x',
    'two lines &amp; _x005F_x0041_',
    '00007',
    'bo@example.com',
    'Rooms',
  ]
  const shared = (at: string, text: string, style = 2) =>
    `<c r="${at}" t="s" s="${style}"><v>${texts.indexOf(text)}</v></c>`
  const sheetXml = (dimension: string, rows: string, after = '') =>
    `<worksheet xmlns:r="${office}" xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="${dimension}"/><sheetViews><sheetView workbookViewId="0" showGridLines="0" defaultGridColor="1"/></sheetViews><sheetFormatPr defaultColWidth="16.3333" defaultRowHeight="19.9" customHeight="1" outlineLevelRow="0" outlineLevelCol="0"/><sheetData>${rows}</sheetData>${after}<pageMargins left="1" right="1" top="1" bottom="1" header="0.25" footer="0.25"/><headerFooter><oddFooter>&amp;C&amp;"Helvetica Neue,Regular"&amp;12&amp;P</oddFooter></headerFooter></worksheet>`
  const people =
    `<row r="1" ht="27.65" customHeight="1">${shared('A1', 'Table 1', 1)}<c r="B1" s="1"/><c r="C1" s="1"/><c r="D1" s="1"/><c r="E1" s="1"/><c r="F1" s="1"/></row>` +
    `<row r="2" ht="20.25" customHeight="1">${['Employee number', 'E-mail', 'First aid', 'Forklift', 'Completed', '氏名'].map((text, nth) => shared(`${'ABCDEF'[nth]}2`, text)).join('')}</row>` +
    `<row r="3" ht="20.25" customHeight="1">${shared('A3', '00123')}${shared('B3', 'ann@example.com')}${shared('C3', 'x')}<c r="D3" t="str" s="2"><f>IF(C3="x","x","")</f><v>x</v></c><c r="E3" s="3"><v>46173</v></c>${shared('F3', 'two lines &amp; _x005F_x0041_')}</row>` +
    `<row r="4" ht="20.05" customHeight="1" hidden="1">${shared('A4', '00007')}${shared('B4', 'bo@example.com')}<c r="C4" s="2"/><c r="D4" t="str" s="2"><f>IF(C4="x","x","")</f><v></v></c><c r="E4" s="3"><v>46174</v></c><c r="F4" t="e" s="2"><f>NA()</f><v>#N/A</v></c></row>` +
    '<row r="5" ht="20.05" customHeight="1"><c r="A5" s="2"/><c r="B5" s="2"/></row>'
  return zipOf([
    { name: '[Content_Types].xml', content: `<Types xmlns="${types}"/>` },
    { name: '_rels/.rels', content: relationships(office, [['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${office}" xmlns="${main}"><workbookPr date1904="0"/><bookViews><workbookView xWindow="0" yWindow="40" windowWidth="15960" windowHeight="18080"/></bookViews><sheets><sheet name="Export Summary" sheetId="1" r:id="rId4"/><sheet name="People - Table 1" sheetId="2" r:id="rId5"/><sheet name="Rooms - Table 1" sheetId="3" r:id="rId6"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships(office, [
        ['rId1', 'sharedStrings', 'sharedStrings.xml'],
        ['rId2', 'styles', 'styles.xml'],
        ['rId3', 'theme', 'theme/theme1.xml'],
        ['rId4', 'worksheet', 'worksheets/sheet1.xml'],
        ['rId5', 'worksheet', 'worksheets/sheet2.xml'],
        ['rId6', 'worksheet', 'worksheets/sheet3.xml'],
      ]),
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${main}" uniqueCount="${texts.length}">${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="0" formatCode="General"/><numFmt numFmtId="59" formatCode="d.m.yyyy"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="0"/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="59" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: sheetXml('B3:D10', `<row r="3"><c r="B3" t="s" s="1"><v>0</v></c><c r="C3" s="1"/></row>`),
    },
    {
      name: 'xl/worksheets/sheet2.xml',
      content: sheetXml('A1:F5', people, '<mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells>'),
    },
    { name: 'xl/worksheets/sheet3.xml', content: sheetXml('A1:A1', `<row r="1">${shared('A1', 'Rooms')}</row>`) },
  ])
}

/**
 * What reporting tools write through Microsoft's Open XML SDK, as Power BI and SAS do: a byte order mark before every part, every
 * name with a prefix, texts in their cells, cells without their place, which empty ones keep, and a dimension that is not so.
 */
export function openXmlSdk(): Buffer {
  const { main, office } = transitional
  const part = (name: string, content: string): ZipPart => ({
    name,
    content: `\ufeff<?xml version="1.0" encoding="utf-8"?>${content}`,
    descriptor: true,
  })
  const text = (said: string) =>
    said === ''
      ? '<x:c t="inlineStr"/>'
      : `<x:c t="inlineStr"><x:is><x:t xml:space="preserve">${said}</x:t></x:is></x:c>`
  const header = ['Employee number', 'E-mail', 'First aid', 'Forklift', 'Completed', '氏名'].map(text)
  const rows = [
    `<x:row>${header.join('')}</x:row>`,
    `<x:row>${text('00123')}${text('ann@example.com')}${text('x')}<x:c t="str"><x:v>x</x:v></x:c><x:c s="1" t="n"><x:v>46173</x:v></x:c>${text('two lines &amp; _x005F_x0041_')}</x:row>`,
    `<x:row hidden="true">${text('00007')}${text('bo@example.com')}${text('')}<x:c t="str"/><x:c s="1"><x:v>46174</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>`,
  ]
  return zipOf([
    // Folders are parts of their own, and a name may have the slashes of Windows.
    { name: 'xl/', content: '', method: 0 },
    part('[Content_Types].xml', `<Types xmlns="${types}"/>`),
    part(
      '_rels/.rels',
      `<Relationships xmlns="${packages}"><Relationship Type="${office}/officeDocument" Target="/xl/workbook.xml" Id="R1"/></Relationships>`,
    ),
    part(
      'xl\\workbook.xml',
      `<x:workbook xmlns:x="${main}"><x:sheets><x:sheet name="People" sheetId="1" d3p1:id="R2" xmlns:d3p1="${office}"/></x:sheets></x:workbook>`,
    ),
    part(
      'xl\\_rels\\workbook.xml.rels',
      `<Relationships xmlns="${packages}"><Relationship Type="${office}/worksheet" Target="/xl/worksheets/sheet.xml" Id="R2"/><Relationship Type="${office}/styles" Target="/xl/styles.xml" Id="R3"/></Relationships>`,
    ),
    part(
      'xl\\styles.xml',
      `<x:styleSheet xmlns:x="${main}"><x:cellXfs count="2"><x:xf numFmtId="0"/><x:xf numFmtId="14" applyNumberFormat="1"/></x:cellXfs></x:styleSheet>`,
    ),
    part(
      'xl\\worksheets\\sheet.xml',
      `<x:worksheet xmlns:x="${main}"><x:dimension ref="A1"/><x:sheetData>${rows.join('')}</x:sheetData></x:worksheet>`,
    ),
  ])
}
