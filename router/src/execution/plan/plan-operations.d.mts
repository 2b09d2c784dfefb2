export declare function createPlanOperation(
  supergraphSdl: string,
): (query: string, operationName: string | undefined) => string
