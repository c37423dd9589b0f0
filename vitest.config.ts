import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // The index of the committed knowledge is built once and shared by every file.
    globalSetup: ['test/global-setup.ts'],
  },
});
