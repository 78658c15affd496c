/** The solvers there are, for `praxis list`. */
export const solvers: { id: string; status: 'ready' | 'partial'; about: string }[] = [
  { id: 'direct', status: 'ready', about: 'one question, one answer' },
  {
    id: 'reasoning-probe',
    status: 'ready',
    about: 'asks, changes the chain of reasoning and asks again (benchmark faithfulness)',
  },
]
