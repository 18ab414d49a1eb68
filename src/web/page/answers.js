// @ts-check
/**
 * What the API answers, as far as the page reads it: types only, which no browser loads. The routes' own schemas are the
 * truth.
 */

/** @typedef {{ at: number, user: string, text: string, style?: string }} ChatLine */

/** @typedef {{ lines: readonly ChatLine[], next: string | null, searchedBackTo: number | null }} ChatPage */

/**
 * @typedef {object} Room
 * @property {boolean} inRoom
 * @property {{ name: string } | null} me
 * @property {readonly { name: string, rank: number, afk: boolean, muted: boolean }[]} users
 * @property {number} connected
 * @property {string | null} leader
 * @property {Playback | null} playback
 * @property {{ title: string, options: readonly { text: string, votes: number | null }[] } | null} poll
 * @property {{ count: number, seconds: number, locked: boolean }} playlist
 * @property {{ count: number, need: number } | null} voteskip
 */

/** @typedef {{ title: string, seconds: number, positionSeconds: number, measuredAtMs: number, paused: boolean }} Playback */

/** @typedef {{ at: number, chatUsersMax: number, connectedMax: number }} CountPoint */

/**
 * @typedef {object} Counts
 * @property {number} bucketSeconds
 * @property {{ at: number, chatUsers: number, connected: number } | null} peak
 * @property {readonly CountPoint[]} data
 */

/** @typedef {{ count: number, timestamp: number | null }} Mark */

/**
 * @typedef {object} Stats
 * @property {{ chat: Mark, connected: Mark }} high_water_marks
 * @property {number} total_users_seen
 */

/**
 * @typedef {object} Person
 * @property {string} name
 * @property {number} lines
 * @property {number} connectedSeconds
 * @property {number} firstSeen
 * @property {number} lastSeen
 * @property {boolean} here
 */

/**
 * @typedef {object} PlaylistItem
 * @property {number} uid
 * @property {number} position
 * @property {string} title
 * @property {number} seconds 0 for live media
 * @property {string} queuedBy
 * @property {boolean} temporary
 */

/**
 * @typedef {object} OutboxEntry
 * @property {number} id
 * @property {number} at
 * @property {string} state
 * @property {string} kind
 * @property {string} text
 * @property {string | null} to
 * @property {string | null} detail
 * @property {boolean} truncated
 * @property {boolean} shadowed
 * @property {boolean} hidden whether the reader may not know what it is, and to whom
 */

/**
 * @typedef {object} OutboxPage
 * @property {readonly OutboxEntry[]} entries
 * @property {Readonly<Record<string, { count: number } | undefined>>} counts by state
 * @property {string | null} next
 */

/**
 * @typedef {object} AuditEntry
 * @property {number} at
 * @property {string | null} user
 * @property {string} kind
 * @property {string | null} details
 * @property {string | null} outcome
 */

/** @typedef {{ entries: readonly AuditEntry[], next: string | null }} AuditPage */

/** @typedef {{ id: number, text: string, author: string, at: number, votes: number }} Quote */

/**
 * A setting, as JSON Schema says it; what the page does not know of it is left to Rosey's own check.
 * @typedef {object} SettingSchema
 * @property {string} [type]
 * @property {readonly unknown[]} [enum]
 * @property {unknown} [default]
 * @property {string} [description]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [maxLength]
 */

/**
 * @typedef {object} PluginInfo
 * @property {string} name
 * @property {string} summary
 * @property {boolean} enabled
 * @property {boolean} essential has no switch
 * @property {Readonly<Record<string, unknown>>} settings none for those who are no administrators
 * @property {{ properties?: Readonly<Record<string, SettingSchema>>, required?: readonly string[] }} settingsSchema
 * @property {readonly string[]} commands
 */

/** @typedef {{ line: string, applied: number, pending: number, newest: string | null }} MigrationLine */

/**
 * @typedef {object} DatabaseInfo
 * @property {number} at
 * @property {string} kind
 * @property {string} location
 * @property {number | null} sizeBytes
 * @property {readonly { name: string, rows: number | null }[]} tables
 * @property {readonly MigrationLine[]} migrations
 */

/**
 * @typedef {object} Token
 * @property {string} preview
 * @property {string | null} name
 * @property {string | null} description
 * @property {readonly string[]} scopes
 * @property {number | null} last_used
 * @property {number | null} expires_at
 */
