/** What a golden history of an endpoint's notices tells. */
export type NoticeStory = Readonly<{
  /** How often the receiver fails before it accepts. */
  failures: number;
  /** Its run is told while it waits for the next try. */
  isWoken: boolean;
  /** A type of event that the history holds. */
  tells: string;
}>;

/** One notice each, to its end. */
export const noticeStories = {
  accepted: { failures: 0, isWoken: false, tells: 'EVENT_TYPE_ACTIVITY_TASK_COMPLETED' },
  retried: { failures: 3, isWoken: false, tells: 'EVENT_TYPE_TIMER_FIRED' },
  woken: { failures: 3, isWoken: true, tells: 'EVENT_TYPE_TIMER_CANCELED' },
} as const satisfies Readonly<Record<string, NoticeStory>>;
