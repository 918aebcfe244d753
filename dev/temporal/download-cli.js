// Has the SDK download the Temporal CLI into the folder given. A process of its own, so that a
// download that hangs can be ended. The SDK only downloads what it also starts.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , downloadDir] = process.argv;
const server = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir } },
});
await server.teardown();
