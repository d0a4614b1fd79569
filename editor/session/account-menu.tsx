import { useNavigate } from 'react-router'

import { errorSentence } from '../rest/error-sentence.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'
import { useToast } from '../ui/toast.tsx'
import { useMe, useSession } from './session.tsx'

const NO_OFFICE_COLOR = '#4d5a6b'

export function AccountMenu({ children }: { children?: React.ReactNode }) {
  const text = useText()
  const { language } = useLanguage()
  const me = useMe()
  const { signOut } = useSession()
  const toast = useToast()
  const navigate = useNavigate()

  const handleSignOut = () => {
    signOut().then(
      () => navigate('/dang-nhap'),
      (error: unknown) =>
        toast(`${text.session.signOutFailed} ${errorSentence(error, text, language)}`, 'danger'),
    )
  }

  return (
    <Menu
      align="end"
      trigger={
        <button className="account-button" type="button">
          <Avatar name={me.name} color={me.office?.color ?? NO_OFFICE_COLOR} />
          <span className="visually-hidden">{text.app.accountMenu(me.name)}</span>
        </button>
      }
    >
      <MenuLabel>
        <strong className="account-name">{me.name}</strong>
        <br />
        {me.office?.name ?? (me.admin ? text.app.admin : me.username)}
      </MenuLabel>
      <MenuSeparator />
      {children}
      <MenuItem onSelect={() => void navigate('/tai-khoan')}>{text.session.accountTitle}</MenuItem>
      {me.admin && <MenuItem onSelect={() => void navigate('/quan-tri')}>{text.session.toAdmin}</MenuItem>}
      <MenuItem onSelect={handleSignOut}>{text.app.signOut}</MenuItem>
    </Menu>
  )
}
