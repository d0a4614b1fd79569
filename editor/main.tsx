import './rest/zod-without-eval.ts'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/ui.css'
import './app.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { must } from '../report/must.ts'
import { App } from './app.tsx'

createRoot(must(document.getElementById('app'), 'an element #app in index.html')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
