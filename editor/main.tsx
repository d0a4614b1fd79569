import './old-browsers.ts'
import './rest/zod-without-eval.ts'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/ui.css'
import './app.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { must } from '../report/must.ts'
import { App, loadAhead } from './app.tsx'

await loadAhead(location.pathname)
createRoot(must(document.getElementById('app'), 'an element #app in index.html')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
