import { getSchema } from '@tiptap/core'
import { reportExtensions } from './extensions.ts'

/** The ProseMirror schema of a report. Changing it means raising SCHEMA_VERSION in `report/wire/version.ts`. */
export const reportSchema = getSchema(reportExtensions())
