/**
 * Answers in the documented wire formats of NCBI's E-utilities (esearch and esummary as JSON, efetch as MEDLINE) and of
 * the Open Targets GraphQL API. Written by hand, not recorded: the articles do not exist, and the phenotypes are
 * chosen for what the tests look at.
 */
export const esearch = {
  header: { type: 'esearch', version: '0.3' },
  esearchresult: {
    count: '41',
    retmax: '2',
    retstart: '0',
    idlist: ['90000002', '90000001'],
    translationset: [{ from: 'pericarditis', to: '"pericarditis"[MeSH Terms] OR "pericarditis"[All Fields]' }],
    querytranslation: '"pericarditis"[MeSH Terms] AND "chest pain"[MeSH Terms]',
    errorlist: { phrasesnotfound: ['wheezzing'], fieldsnotfound: [] },
  },
}

const summary = (uid: string, title: string) => ({
  uid,
  pubdate: '2024 Mar 5',
  epubdate: '',
  source: 'J Invent',
  fulljournalname: 'Journal of Invented Results',
  authors: [{ name: 'Doe J', authtype: 'Author', clusterid: '' }],
  lastauthor: 'Doe J',
  title,
  pubtype: ['Journal Article', 'Review'],
  articleids: [
    { idtype: 'pubmed', idtypen: 1, value: uid },
    { idtype: 'doi', idtypen: 3, value: `10.0000/${uid}` },
  ],
})

export const esummary = {
  header: { type: 'esummary', version: '0.3' },
  result: {
    uids: ['90000002', '90000001'],
    '90000002': summary('90000002', 'Chest pain\nin pericarditis.'),
    '90000001': { uid: '90000001', error: 'cannot get document summary' },
  },
}

export const medline = `
PMID- 90000001
OWN - NLM
TI  - An invented trial of
      nothing in particular.
LID - 10.0000/90000001 [doi]
AB  - First line of the abstract,
      and the second.
AU  - Doe J
AU  - Roe R
PT  - Journal Article
PT  - Retracted Publication
JT  - Journal of Invented Results
DP  - 2023 Jan
MH  - Chest Pain/*etiology

PMID- 90000002
TI  - Chest pain in pericarditis.
DP  - 2024 Mar 5

`

const meta = { dataVersion: { year: '26', month: '09' } }

export const diseases = {
  data: {
    meta,
    search: {
      hits: [
        { id: 'EFO_0000001', name: 'pulmonary embolism', description: 'A made-up description.' },
        { id: 'MONDO_0000002', name: 'another', description: null },
      ],
    },
  },
}

export const phenotypes = {
  data: {
    meta,
    disease: {
      id: 'EFO_0000001',
      name: 'pulmonary embolism',
      phenotypes: {
        count: 3,
        rows: [
          {
            phenotypeHPO: { id: 'HP_0002094', name: 'Dyspnea' },
            evidence: [{ qualifierNot: false, frequencyHPO: { name: 'Frequent' }, resource: 'HPO' }],
          },
          {
            phenotypeHPO: { id: 'HP_0001945', name: 'Fever' },
            evidence: [{ qualifierNot: true, frequencyHPO: null, resource: 'HPO' }],
          },
          { phenotypeHPO: null, evidence: [] },
        ],
      },
    },
  },
}
