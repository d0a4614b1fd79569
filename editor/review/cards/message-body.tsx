import { Fragment } from 'react'

import { type Block, parseMessage, type Run } from '../../../report/review/message-text.ts'

/** What somebody wrote, drawn as elements: never as HTML. `me`: ids whose mentions are one's own. */
export function MessageBody({ text, me }: { text: string; me: readonly (string | null)[] }) {
  return (
    <div className="message-body" lang="vi">
      {keyed(parseMessage(text)).map(({ key, value }) => (
        <BlockView key={key} block={value} me={me} />
      ))}
    </div>
  )
}

function BlockView({ block, me }: { block: Block; me: readonly (string | null)[] }) {
  if (block.type === 'paragraph') {
    return (
      <p>
        <Runs runs={block.runs} me={me} />
      </p>
    )
  }
  const items = keyed(block.items).map(({ key, value }) => (
    <li key={key}>
      <Runs runs={value} me={me} />
    </li>
  ))
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
}

function Runs({ runs, me }: { runs: readonly Run[]; me: readonly (string | null)[] }) {
  return keyed(runs).map(({ key, value }) => {
    if (value.type === 'mention') {
      const { id, name } = value.mention
      return (
        <span key={key} className="mention" data-mine={me.includes(id) || undefined}>
          @{name}
        </span>
      )
    }
    return value.bold ? <strong key={key}>{value.text}</strong> : <Fragment key={key}>{value.text}</Fragment>
  })
}

/** Parts of a text have no identity but their place. */
function keyed<T>(list: readonly T[]): { readonly key: string; readonly value: T }[] {
  return list.map((value, index) => ({ key: String(index), value }))
}
