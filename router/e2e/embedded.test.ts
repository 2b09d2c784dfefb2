import { describePlatform } from './describe-platform.ts'
import { startEmbedded } from './start-embedded.ts'

describePlatform('embedded, in one process', () => startEmbedded())
