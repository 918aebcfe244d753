/** Names the address at which tests ask for a server that the files of a run share. */
export const doorVariable = 'PAIDONCE_TEST_DOOR';

/** Names a folder that lasts as long as a run of tests. */
export const runFolderVariable = 'PAIDONCE_TEST_RUN_FOLDER';

/** Names the folder in which test/plans/tap.js notes what the product asks PostgreSQL. */
export const statementsVariable = 'PAIDONCE_TEST_STATEMENTS';
