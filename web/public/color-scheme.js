// Runs before the first paint, so that a dark page never flashes white. A file of its own, because
// the content security policy allows no inline script. The key is the one web/kit/theme.ts writes.
{
  let chosen = null
  try {
    chosen = localStorage.getItem('muster-color-scheme')
  } catch {
    // Storage may be forbidden: then the system decides.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
}
