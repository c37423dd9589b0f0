import { fileURLToPath } from 'node:url';
import { build, defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { widgetConstants } from './src/pages/widget/widget-constants.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

// Lit brings its development build, half as large again, under any other value (vitest sets `test`).
process.env['NODE_ENV'] = 'production';

// Phones of 2020 and later, and the browsers that kiosks ship.
const target = ['chrome87', 'safari14', 'firefox84'];

/** The widget is one classic script with a lasting name, for a tag on any site. */
const widget: Plugin = {
  name: 'widget',
  apply: 'build',
  closeBundle: {
    sequential: true,
    handler: async () => {
      await build({
        root: ROOT,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { ...widgetConstants(ROOT) },
        build: {
          outDir: 'dist/pages',
          emptyOutDir: false,
          modulePreload: false,
          target,
          rolldownOptions: {
            input: 'src/pages/widget/widget.ts',
            output: { format: 'iife', entryFileNames: 'widget.js' },
          },
        },
      });
    },
  },
};

/** Builds the browser side of `src/pages`; the server finds the files by the manifest. */
export default defineConfig({
  publicDir: false,
  logLevel: 'warn',
  plugins: [widget],
  build: {
    outDir: 'dist/pages',
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    target,
    rolldownOptions: {
      input: [
        'src/pages/chat/chat.ts',
        'src/pages/styles.css',
        'src/pages/console/console.ts',
        'src/pages/console.css',
      ],
    },
  },
});
