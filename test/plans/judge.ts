import { z } from 'zod';
import { broad, byAge, ofFewRows, small } from './excuses.ts';

/** A node of a plan, as far as it is judged here. */
type PlanNode = Readonly<{
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Index Name'?: string | undefined;
  'Index Cond'?: string | undefined;
  Filter?: string | undefined;
  'Join Type'?: string | undefined;
  'Parent Relationship'?: string | undefined;
  'Subplan Name'?: string | undefined;
  Plans?: readonly PlanNode[] | undefined;
}>;

const planNode: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Index Cond': z.string().optional(),
  Filter: z.string().optional(),
  'Join Type': z.string().optional(),
  'Parent Relationship': z.string().optional(),
  'Subplan Name': z.string().optional(),
  Plans: z.array(z.lazy(() => planNode)).optional(),
});

const explained = z.array(z.object({ Plan: planNode })).transform(([one]) => one?.Plan ?? null);

// They take all that comes from below before they give anything.
const takesAll = new Set(['Sort', 'Aggregate', 'Hash', 'WindowAgg', 'Bitmap Heap Scan', 'SetOp']);

/** Columns that an index is asked by for one value each: others give ranges. */
function equalColumns(condition: string): string[] {
  return condition.split(' AND ').flatMap((part) => {
    const found = /^\(*"?(\w+)"?(?:\)|::\w+| ->> '\w+'::text| COLLATE "C")* = /.exec(part.trim());
    return found?.[1] === undefined ? [] : [found[1]];
  });
}

function isNarrow(condition: string | undefined): boolean {
  return equalColumns(condition ?? '').some((column) => !broad.has(column));
}

function complaintOf(node: PlanNode, isBounded: boolean): string | null {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index } = node;
  if (type === 'Seq Scan') {
    return table === undefined || table in small ? null : `reads all of ${table}`;
  }
  if (!type.includes('Index') || index === undefined) return null;
  if (table !== undefined && table in small) return null;
  if (index in ofFewRows || isNarrow(node['Index Cond'])) return null;
  if (index in byAge && node['Index Cond'] !== undefined) return null;
  // In the order of the index, up to a limit, and each row that is read is given.
  if (isBounded && node.Filter === undefined) return null;
  const by = node['Index Cond'] ?? 'nothing';
  return `reads ${index} by ${by}${node.Filter === undefined ? '' : `, and drops what is not ${node.Filter}`}`;
}

function isBoundedBelow(node: PlanNode, child: PlanNode, isBounded: boolean): boolean {
  if (child['Subplan Name'] !== undefined || takesAll.has(node['Node Type'])) return false;
  if (node['Node Type'] === 'Limit') return true;
  // It goes on reading until it has found enough that fit, or do not.
  if (['Semi', 'Anti'].includes(node['Join Type'] ?? '')) return false;
  // What a join looks up for each row must be narrow by itself.
  return isBounded && child['Parent Relationship'] !== 'Inner';
}

function complaintsOf(node: PlanNode, isBounded: boolean): string[] {
  const own = complaintOf(node, isBounded);
  const below = (node.Plans ?? []).flatMap((child) => {
    // What reads an index for a bitmap does not say whose index it is.
    const table = child['Relation Name'] ?? node['Relation Name'];
    const isOfBitmap = child['Node Type'].startsWith('Bitmap') && table !== undefined;
    const named = isOfBitmap ? { ...child, 'Relation Name': table } : child;
    return complaintsOf(named, isBoundedBelow(node, child, isBounded));
  });
  return own === null ? below : [own, ...below];
}

/**
 * What of a plan reads more rows the more orders there are.
 *
 * @param plan as `explain (format json)` gives it
 */
export function complaintsOfPlan(plan: unknown): string[] {
  const root = explained.parse(plan);
  return root === null ? ['has no plan'] : complaintsOf(root, false);
}
