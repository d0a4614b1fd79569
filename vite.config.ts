import react from '@vitejs/plugin-react'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

// `npm run dev`: Vite serves the client and hands everything else to a server started beside it.
const devServer = process.env.DEV_SERVER ?? 'http://127.0.0.1:8080'

/**
 * Several browsers on a busy machine are sometimes later than a test foresaw: it may be tried once more, and the report says
 * so ("retry x1"). Nowhere else: a random test of the rooms or the server that fails once has found something.
 */
const SECOND_TRY = 1

const config: ViteUserConfig = {
  root: 'editor',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Small files would become `data:` addresses, which our Content-Security-Policy allows for pictures only.
    assetsInlineLimit: 0,
    // The text engine is one thing of 500 kB and loaded only for drafting.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What changes with our versions apart from what changes with the libraries': offices download it once.
        codeSplitting: {
          groups: [
            {
              name: 'text-engine',
              test: /node_modules[\\/](?:yjs|lib0|y-|prosemirror|@tiptap|orderedmap|rope-sequence)/,
            },
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler|react-router)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      // The Host header stays the page's own: the server refuses writes whose Origin is another.
      '/api': { target: devServer, changeOrigin: false },
      '/sync': { target: devServer.replace('http', 'ws'), ws: true, changeOrigin: false },
    },
  },
  test: {
    root: '.',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{outline,report,sync-server,editor,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.slow.test.ts'],
        },
      },
      {
        // Whole processes: each waits for the others' disks and sockets more than it computes.
        extends: true,
        test: {
          name: 'servers',
          include: ['e2e/**/*.test.ts', 'sync-server/**/*.slow.test.ts'],
          exclude: ['e2e/browser/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Several real browsers in each: one file at a time, they would only slow each other.
        extends: true,
        test: {
          name: 'browsers',
          include: ['e2e/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: SECOND_TRY,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
}

export default defineConfig(({ command }) => {
  // A build is for people, whoever asks for it: from within a test (NODE_ENV=test) it would carry React's slow
  // development copy, and stay there as the newest build.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return config
})
