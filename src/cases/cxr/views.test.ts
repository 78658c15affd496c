import { expect, test } from 'vitest'
import { isLateral } from './views.ts'

test('views from the side are known by their usual names, and no frontal one is taken for one', () => {
  for (const view of ['LL', 'rl', 'L', 'LAT', ' Lateral ', 'LLAT', 'R LAT', 'Left Lateral'])
    expect(isLateral(view), view).toBe(true)
  for (const view of ['PA', 'AP', '', 'AP supine', 'frontal', 'collateral'])
    expect(isLateral(view), view).toBe(false)
})
