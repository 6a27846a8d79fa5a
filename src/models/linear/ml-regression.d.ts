/** The part of ml-regression that is used here; the package has no types of its own. */
declare module "ml-regression" {
  interface Regression {
    predict(x: number): number;
  }
  type OfOneVariable = new (x: readonly number[], y: readonly number[]) => Regression;
  const regressions: {
    readonly SimpleLinearRegression: OfOneVariable;
    readonly PolynomialRegression: new (x: readonly number[], y: readonly number[], degree: number) => Regression;
    readonly ExponentialRegression: OfOneVariable;
    readonly PowerRegression: OfOneVariable;
    readonly TheilSenRegression: OfOneVariable;
  };
  export default regressions;
}
