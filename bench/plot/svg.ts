type Attributes = Record<string, string | number>

export function element(name: string, attributes: Attributes, ...inside: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${inXml(String(value))}"`)
  return `<${name}${written.join('')}>${inside.join('')}</${name}>\n`
}

export const text = (words: string, attributes: Attributes) => element('text', attributes, inXml(words))

function inXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

const palette = (colors: Record<string, string>) =>
  Object.entries(colors)
    .map(([name, color]) => `--${name}:${color};`)
    .join('')

/** In the colours of the reader's scheme, on a ground of its own: a page may be in the other one. */
export const style = `<style>
svg{${palette({ ground: '#ffffff', ink: '#1f2328', faint: '#656d76', grid: '#e4e8ec', first: '#0a5fc4', second: '#7a3fd1', aim: '#b35900' })}
font:11px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
@media (prefers-color-scheme:dark){svg{${palette({ ground: '#0d1117', ink: '#e6edf3', faint: '#9198a1', grid: '#262c36', first: '#58a6ff', second: '#c297ff', aim: '#e3934a' })}}}
.ground{fill:var(--ground)}
.title{fill:var(--ink);font-size:12.5px;font-weight:600}
.tick{fill:var(--faint);font-size:10px}
.grid{stroke:var(--grid)}
path{fill:none;stroke-width:1.75;stroke-linejoin:round}
path.first{stroke:var(--first)}
path.second{stroke:var(--second)}
path.bare{stroke:var(--faint)}
path.aim{stroke:var(--aim);stroke-width:1;stroke-dasharray:2 3}
.first.dot,.first.label{fill:var(--first)}
.second.dot,.second.label{fill:var(--second)}
.bare.dot,.bare.label{fill:var(--faint)}
.aim.label{fill:var(--aim)}
.first.label,.second.label{font-weight:600}
</style>
`
