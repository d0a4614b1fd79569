import { Building2, MoreHorizontal, Plus } from 'lucide-react'
import { useState } from 'react'
import type { CSSProperties } from 'react'

import type { Account, Office } from '../../report/wire/rest.ts'
import { fetchAccounts, fetchOffices, removeOffice } from '../rest/admin.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { OfficeDialog } from './office-dialog.tsx'
import { useWork } from '../rest/use-work.ts'

type Shown = { readonly offices: readonly Office[]; readonly people: readonly Account[] }

async function load(signal: AbortSignal): Promise<Shown> {
  const [offices, people] = await Promise.all([fetchOffices(signal), fetchAccounts(signal)])
  const order = new Intl.Collator('vi', { numeric: true })
  return { offices: offices.sort((a, b) => order.compare(a.name, b.name)), people }
}

export default function OfficesPage() {
  const { admin: text } = useText()
  return (
    <AdminFrame title={text.offices}>
      <Offices />
    </AdminFrame>
  )
}

function Offices() {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const [loaded, reload] = useLoad(load)
  const [edited, setEdited] = useState<Office | 'new'>()
  const [removing, setRemoving] = useState<Office>()
  const removal = useWork()
  const offices = loaded.state === 'ready' ? loaded.value.offices : []

  const handleRemove = (office: Office) => {
    setRemoving(undefined)
    removal.run(removeOffice(office.id), () => {
      toast(text.admin.officeRemoved(office.name), 'good')
      reload()
    })
  }
  return (
    <>
      <div className="page-head">
        <h1>{text.admin.offices}</h1>
        <Button kind="primary" onClick={() => setEdited('new')}>
          <Plus size={18} aria-hidden="true" />
          {text.admin.addOffice}
        </Button>
      </div>
      {removal.failure !== undefined && (
        <Note tone="danger">{errorSentence(removal.failure, text, language)}</Note>
      )}
      {loaded.state === 'loading' && <Waiting label={text.app.loading} stillLabel={text.app.stillWorking} />}
      {loaded.state === 'failed' && (
        <LoadFailed title={text.admin.loadFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'ready' && (
        <OfficeTable {...loaded.value} onEdit={setEdited} onRemove={setRemoving} />
      )}
      {edited && (
        <OfficeDialog
          office={edited === 'new' ? undefined : edited}
          others={offices}
          onClose={() => setEdited(undefined)}
          onSaved={reload}
        />
      )}
      {removing && (
        <Confirm
          open
          title={text.admin.removeOfficeTitle(removing.name)}
          body={text.admin.removeOfficeBody}
          confirmLabel={text.admin.removeOffice}
          cancelLabel={text.app.cancel}
          onConfirm={() => handleRemove(removing)}
          onCancel={() => setRemoving(undefined)}
        />
      )}
    </>
  )
}

type OfficeTableProps = Shown & {
  readonly onEdit: (office: Office | 'new') => void
  readonly onRemove: (office: Office) => void
}

function OfficeTable({ offices, people, onEdit, onRemove }: OfficeTableProps) {
  const { admin: text } = useText()
  if (offices.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={Building2} title={text.noOffices} advice={text.noOfficesAdvice}>
          <Button onClick={() => onEdit('new')}>{text.addOffice}</Button>
        </EmptyState>
      </div>
    )
  }
  const count = (id: string) => people.filter(({ office }) => office?.id === id).length
  return (
    <div className="card">
      <table className="list-table">
        <caption className="visually-hidden">{text.offices}</caption>
        <thead>
          <tr>
            <th scope="col">{text.officeName}</th>
            <th scope="col">{text.shortName}</th>
            <th scope="col">{text.peopleOf}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {offices.map((office) => (
            <tr key={office.id}>
              <th scope="row">
                <span className="office-name">
                  <Swatch color={office.color} />
                  {office.name}
                </span>
              </th>
              <td data-label={text.shortName}>{office.shortName}</td>
              <td data-label={text.peopleOf}>{text.peopleCount(count(office.id))}</td>
              <td className="row-actions">
                <Button
                  kind="quiet"
                  aria-label={`${text.edit}: ${office.name}`}
                  onClick={() => onEdit(office)}
                >
                  {text.edit}
                </Button>
                <Menu
                  align="end"
                  trigger={
                    <IconButton label={text.officeActions(office.name)}>
                      <MoreHorizontal size={18} aria-hidden="true" />
                    </IconButton>
                  }
                >
                  <MenuItem tone="danger" onSelect={() => onRemove(office)}>
                    {text.removeOffice}
                  </MenuItem>
                </Menu>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function Swatch({ color }: { color: string }) {
  return <span className="swatch" style={{ '--swatch': color } as CSSProperties} aria-hidden="true" />
}
