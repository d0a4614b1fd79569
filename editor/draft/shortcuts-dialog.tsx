import { useText } from '../i18n/text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KEYED } from './commands/all.ts'
import { sayKeys } from './commands/command.ts'

/** Every key there is; the text's own from the registry, so that the list cannot lie. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { app, drafting, exporting, history, review } = useText()
  const around = [
    { keys: 'F6', name: drafting.keyRegions },
    { keys: 'Alt+F10', name: drafting.keyToolbar },
    { keys: 'Esc', name: drafting.keyLeaveToolbar },
    { keys: exporting.keys, name: exporting.open },
    { keys: history.keys, name: history.title },
    { keys: 'Alt+↓, Alt+↑', name: review.keyNext },
    { keys: review.sendKeys, name: review.keySend },
    { keys: 'Esc', name: review.keyLeave },
  ]
  const inText = KEYED.map((command) => ({ keys: sayKeys(command), name: drafting.commands[command.name] }))
  return (
    <Dialog open onClose={onClose} title={drafting.shortcutsTitle} closeLabel={app.close} width="28rem">
      <dl className="shortcuts">
        {[...inText, ...around].map(({ keys, name }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
