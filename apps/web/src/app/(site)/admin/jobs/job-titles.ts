import type { JobName } from "@mosis/domain";

/** What each job does, in the words of who reads the list. */
export const jobTitles: Record<JobName, string> = {
  "version.validate": "Check a package",
  "icon.render": "Render an icon",
  "screenshot.render": "Render a screenshot",
  "feed.write": "Write a release document",
  "deltas.make": "Make deltas to a version",
  "files.list": "List a package's files",
  "downloads.stop": "Stop downloads of a version",
  "invitation.send": "Send an invitation",
  "tokens.remind": "Remind of tokens that expire",
  "object.delete": "Delete a stored file",
  "events.read": "Count downloads and reports",
  "uploads.expire": "End overdue uploads",
  "releases.tend": "Start and raise releases",
  "documents.renew": "Sign release documents anew",
  "store.reconcile": "Look for what stands still",
  "store.sweep": "Delete what retention says",
  "bucket.inventory": "Compare bucket and ledger",
  "bucket.repair": "Repair bucket and ledger",
  "inventory.tend": "Start comparisons, empty quarantine",
  "usage.record": "Note what is stored",
  "announcement.deliver": "Tell people what happened",
  "mail.send": "Send an e-mail",
  "webhook.send": "Send to a webhook",
  "notices.forget": "Delete old notices",
};
