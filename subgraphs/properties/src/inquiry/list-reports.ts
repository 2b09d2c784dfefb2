import type { Services } from '../services.ts'
import { cutPage, type Page } from './cut-page.ts'
import { readPage } from './read-page.ts'
import type { InquiryReport } from './report-store.ts'

const order = 'REPORT:ASC'

/** A page of complaints. */
export interface ReportPage extends Page<InquiryReport> {
  readonly count: () => Promise<number>
}

/** Complaints that wait for a reviewer, oldest first. BAD_USER_INPUT with every problem at once. */
export async function listReports(
  { reports, cursors }: Pick<Services, 'reports' | 'cursors'>,
  given: { readonly first?: number | null; readonly after?: string | null },
): Promise<ReportPage> {
  const page = readPage(cursors, order, given)
  const after = page.after && { createdAt: page.after.at, id: page.after.id }
  const found = await reports.findPage(after, page.size + 1)
  return {
    ...cutPage(found, page, { cursors, order, timeOf: ({ createdAt }) => createdAt }),
    count: reports.countOpen,
  }
}
