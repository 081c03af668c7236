import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { packFolder } from './scripts/pack.ts'

/** Where `vite` finds the running server while screens are being written. */
const server = process.env.MUSTER_URL ?? 'http://127.0.0.1:3000'

/** Packed once, when built, as well as can be: not by the server, for each who asks. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  writeBundle: ({ dir }) => (dir === undefined ? undefined : packFolder(dir)),
}

export default defineConfig(({ command, mode }) => {
  // What is built is what people get, in a test run too: otherwise React's development version would be bundled there.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: 'web',
    plugins: [react(), packed],
    resolve: {
      alias: {
        // The package's entry also loads a map of every icon; this one is only the icons.
        '@tabler/icons-react': '@tabler/icons-react/dist/esm/icons/index.mjs',
      },
    },
    build: {
      // `--mode gallery` builds the kit's own pages instead of the product, whose folder webBuild.ts names.
      outDir: mode === 'gallery' ? '../dist/gallery' : '../dist/web',
      rolldownOptions: { input: mode === 'gallery' ? 'web/kit/gallery/index.html' : 'web/index.html' },
      emptyOutDir: true,
      // The content security policy allows neither inline scripts nor data: fonts and styles.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
    },
    server: { host: '127.0.0.1', proxy: { '/api': server } },
  }
})
