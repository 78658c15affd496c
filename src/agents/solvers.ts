/** The solvers there are, for `praxis list`. */
export const solvers: { id: string; status: 'ready' | 'partial'; about: string }[] = [
  { id: 'direct', status: 'ready', about: 'one question, one answer' },
  {
    id: 'reasoning-probe',
    status: 'ready',
    about: 'asks, changes the chain of reasoning and asks again (benchmark faithfulness)',
  },
  {
    id: 'ecr',
    status: 'ready',
    about:
      'a diagnostician that audits the evidence for each candidate (benchmark medeinst, praxis diagnose)',
  },
  {
    id: 'radiologist',
    status: 'ready',
    about:
      'many agents around one chest radiograph, every sentence with what it rests on (benchmark cxr, praxis read)',
  },
  { id: 'agent', status: 'ready', about: 'a model that segments over several turns (benchmark segment)' },
  { id: 'single', status: 'ready', about: 'one box from the model (benchmark segment)' },
  { id: 'oracle', status: 'ready', about: 'a simulated annotator that knows the mask (benchmark segment)' },
  { id: 'scripted', status: 'ready', about: 'actions from a file, scripted:FILE (benchmark segment)' },
]
