import '@fontsource-variable/inter/wght.css'
import './kit/tokens.css'
import './kit/mantine.css'
import './kit/global.css'
import { createRoot } from 'react-dom/client'
import { Foresight } from './enrollment/Foresight.tsx'
import { RunningWork } from './enrollment/RunningWork.tsx'
import { DropAnywhere } from './import/DropAnywhere.tsx'
import { App } from './kit/App.tsx'
import { menu, openPages, pages, palette } from './rooms.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root.')
createRoot(root).render(
  <App
    pages={pages}
    openPages={openPages}
    menu={menu}
    running={<RunningWork />}
    palette={palette}
    over={
      <>
        <Foresight />
        <DropAnywhere />
      </>
    }
  />,
)
