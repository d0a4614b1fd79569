import { busContract } from './contract.ts'
import { createLocalBus } from './local.ts'

busContract('a process alone', () => {
  const bus = createLocalBus()
  return Promise.resolve([bus, bus])
})
