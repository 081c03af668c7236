import type { Language } from '../../learning/contract.ts'
import { tidyLine } from '../../platform/contract.ts'

/** What a mail consists of. Both forms are drawn from it: the text that everybody can read, and simple HTML. */
export type Block = { line: string } | { items: string[] } | { open: string; at: string } | { small: string }

export type Letter = { subject: string; text: string; html: string; language: Language }

/** Subjects are cut where mail programs stop showing them anyway. */
const longestSubject = 150

/** Writes a letter. Whatever is put in is text: it can neither add a header nor be markup. */
export function write(input: { language: Language; subject: string; blocks: readonly Block[] }): Letter {
  const { language, blocks } = input
  const subject = shortened(tidyLine(input.subject))
  return {
    language,
    subject,
    text: `${blocks.map(asText).join('\n\n')}\n`,
    html:
      `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>\n` +
      `<body style="margin:0;padding:32px 16px;background:#ffffff;color:#1c1f23">\n` +
      `<div style="max-width:560px;margin:0 auto;font:16px/1.5 Inter,Segoe UI,Helvetica,Arial,sans-serif">\n` +
      `${blocks.map(asHtml).join('\n')}\n</div>\n</body></html>\n`,
  }
}

function asText(block: Block): string {
  if ('line' in block) return tidyLine(block.line)
  if ('items' in block) return block.items.map((item) => `- ${tidyLine(item)}`).join('\n')
  if ('open' in block) return `${block.open}: ${block.at}`
  // Mail programs fold away what follows this mark.
  return `-- \n${tidyLine(block.small)}`
}

function asHtml(block: Block): string {
  if ('line' in block) return `<p style="margin:0 0 16px">${escaped(tidyLine(block.line))}</p>`
  if ('items' in block) {
    const items = block.items.map((item) => `<li style="margin:0 0 4px">${escaped(tidyLine(item))}</li>`)
    return `<ul style="margin:0 0 16px;padding-left:20px">${items.join('')}</ul>`
  }
  if ('open' in block) {
    const look = 'display:inline-block;padding:10px 18px;border-radius:6px;background:#1f4fd8;color:#ffffff;'
    const link = `<a href="${escaped(block.at)}" style="${look}text-decoration:none">${escaped(block.open)}</a>`
    return `<p style="margin:24px 0">${link}</p>`
  }
  return `<p style="margin:32px 0 0;color:#5c6370;font-size:13px">${escaped(tidyLine(block.small))}</p>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function shortened(subject: string): string {
  if (subject.length <= longestSubject) return subject
  const characters = [...subject]
  return characters.length <= longestSubject
    ? subject
    : `${characters
        .slice(0, longestSubject - 1)
        .join('')
        .trimEnd()}…`
}
