import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    // Native libraries, sharp among them, can crash where a thread that used them is ended; a process takes none with it.
    pool: 'forks',
    // The default leaves one core idle, which on two cores is half the machine.
    maxWorkers: '100%',
    testTimeout: 20_000,
    reporters: ['default'],
  },
})
