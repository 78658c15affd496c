/** As much of FHIR R4 as a reading needs; `bench/fhir-agreement.ts` holds it to the published types. */
export type Coding = { system: string; code: string; display?: string }
export type CodeableConcept = { coding?: Coding[]; text: string }
export type Reference = { reference: string; display?: string } | { display: string; type?: 'Patient' }
export type Quantity = { value: number; unit: string; system: string; code: string }
export type Meta = { security: Coding[] }

export type Device = {
  resourceType: 'Device'
  id: string
  status: 'active'
  deviceName: { name: string; type: 'other' }[]
  version: { value: string }[]
}

export type ImagingStudy = {
  resourceType: 'ImagingStudy'
  id: string
  identifier: { system: string; value: string }[]
  status: 'unknown'
  subject: Reference
  series?: { uid: string; modality: Coding; instance: { uid: string; sopClass: Coding }[] }[]
}

export type Observation = {
  resourceType: 'Observation'
  id: string
  meta: Meta
  status: 'preliminary'
  category: CodeableConcept[]
  code: CodeableConcept
  subject: Reference
  issued: string
  valueCodeableConcept?: CodeableConcept
  valueQuantity?: Quantity
  bodySite?: CodeableConcept
  device: Reference
  derivedFrom?: Reference[]
  note?: { text: string }[]
  component?: { code: CodeableConcept; valueQuantity?: Quantity; valueCodeableConcept?: CodeableConcept }[]
}

export type DiagnosticReport = {
  resourceType: 'DiagnosticReport'
  id: string
  meta: Meta
  text: { status: 'generated'; div: string }
  identifier: { system: string; value: string }[]
  status: 'preliminary'
  category: CodeableConcept[]
  code: CodeableConcept
  subject: Reference
  issued: string
  imagingStudy?: Reference[]
  result?: Reference[]
  conclusion: string
}

export type Provenance = {
  resourceType: 'Provenance'
  id: string
  target: Reference[]
  recorded: string
  agent: { type: CodeableConcept; who: Reference }[]
}

export type Resource = Device | ImagingStudy | Observation | DiagnosticReport | Provenance

export type Bundle = {
  resourceType: 'Bundle'
  id: string
  meta: Meta
  type: 'collection'
  timestamp: string
  entry: { fullUrl: string; resource: Resource }[]
}
