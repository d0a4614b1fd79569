import { PencilLine } from 'lucide-react'

import { useText } from '../i18n/text.tsx'
import './head.css'

/** On the sheet, above the head: the way to its form. */
export function EditHeadButton({ mayEdit, onOpen }: { mayEdit: boolean; onOpen: () => void }) {
  const { head: text } = useText()
  return (
    <button type="button" className="edit-head" onClick={onOpen}>
      <PencilLine size={15} aria-hidden="true" />
      {mayEdit ? text.edit : text.look}
    </button>
  )
}
