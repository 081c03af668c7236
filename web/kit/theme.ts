import { type CSSVariablesResolver, createTheme, localStorageColorSchemeManager } from '@mantine/core'

/** Mantine draws the difficult parts (menus, sheets, selects); every color it uses is one of tokens.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '0.9375rem', xl: '1.25rem' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  defaultRadius: 'sm',
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    accent: [
      '#f4f6ff',
      '#e9eeff',
      '#d4dcff',
      '#b7c4ff',
      '#94a4f9',
      '#7787f3',
      '#5a60e0',
      '#4b50d5',
      '#3d3fbb',
      '#2f2f97',
    ],
  },
  shadows: { xs: 'var(--shadow)', sm: 'var(--shadow)', md: 'var(--shadow)', lg: 'var(--shadow)', xl: 'var(--shadow)' },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // An empty element among the items would take the focus first, and has no place in a menu.
    // A closed list is not on the page: its name would stand beside that of its field.
    Combobox: { defaultProps: { keepMounted: false } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})

const named = {
  '--mantine-color-body': 'var(--canvas)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent-ink)',
  '--mantine-color-error': 'var(--ended)',
  '--mantine-color-default': 'var(--canvas)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-control)',
  '--mantine-color-disabled': 'var(--unchanged-soft)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
}

/** The ramps for both grounds live in tokens.css, so light and dark name the same values here. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: named, dark: named })

/** The person's choice of light, dark or system; web/public/color-scheme.js reads the same key first. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'muster-color-scheme' })

/**
 * The nonce of this page load, which the server puts into index.html. Style tags made at run time
 * (Mantine's variables, the scroll lock of a sheet) carry it; without it the browser refuses them.
 */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
