import type { describeCondition as describeInFull } from './describe-condition.js'

/** In place of `describeCondition` where a page built for production compiles a flow: nobody reads its chart there. */
export const describeCondition: typeof describeInFull = ({ type }) => type
