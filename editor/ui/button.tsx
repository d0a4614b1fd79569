import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

import { Spinner } from './spinner.tsx'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet'
  /** At work: it spins and takes no second press, yet keeps the focus. */
  readonly busy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

export function Button({
  kind = 'plain',
  busy = false,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      className="button"
      data-kind={kind}
      type={type}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
  /** Its name for those who do not see the icon. */
  readonly label: string
  readonly children: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, children, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button className="icon-button" type={type} aria-label={label} {...rest}>
      {children}
    </button>
  )
}
