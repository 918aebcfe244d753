/** For tests that stop a process for long (SIGSTOP): the supervisor leaves it alone. */
export const stoppedOnPurpose = { PAIDONCE_HANG_AFTER_S: '0' } as const;
