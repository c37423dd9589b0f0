import { defineConfig } from 'vite';

// Lit brings its development build, half as large again, under any other value (vitest sets `test`).
process.env['NODE_ENV'] = 'production';

/** Builds the browser side of `src/pages`; the server finds the files by the manifest. */
export default defineConfig({
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist/pages',
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    // Phones of 2020 and later, and the browsers that kiosks ship.
    target: ['chrome87', 'safari14', 'firefox84'],
    rolldownOptions: { input: ['src/pages/chat/chat.ts', 'src/pages/styles.css'] },
  },
});
