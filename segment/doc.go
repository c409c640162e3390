// Package segment answers "who are the customers?" with names that people can
// act on: it scores customers by recency, frequency and money, puts them into
// named segments by rules, and shows what becomes of segments and cohorts.
//
// From summaries to segments:
//
//	summaries, err := events.Summaries{AsOf: asOf}.OfLog(log)
//	model, err := segment.RFM{}.Fit(ctx, summaries)
//	customers, err := segment.DefaultRules().Assign(model, summaries, nil)
//	profiles, err := segment.Profile(customers, summaries)
//	for _, p := range profiles {
//		fmt.Printf("%-20s %5d customers, %4.1f %% of revenue\n", p.Name, p.Customers, 100*p.RevenueShare)
//	}
//
// # Choosing
//
//   - [RFM] gives each customer three scores. Quantile edges compare customers
//     with each other; fixed edges keep their meaning from month to month.
//   - [Rules] give each customer the name of a segment. [DefaultRules] are the
//     usual names; own rules are a JSON file. They may ask for scores, for what
//     the summaries hold and for the labels of a clustering. [Rules.Explain]
//     says why a customer is where it is.
//   - [Profiles] say what the customers of each segment are like, and
//     [Migration] who went from where to where between two dates.
//   - [Cohorts] shows whether customers come back, by the month (or any other
//     period) of their first purchase. It needs no scores.
//
// To let the data find the groups, see package cluster; an [Assignment] made of
// its labels serves Profile and Migration too.
//
// # Promises
//
//   - Customers with equal values have equal scores, and a customer who bought
//     more lately, more often or for more never has a worse one.
//   - Edges are kept in the model: new customers are scored without another
//     fit, and the same way for ever.
//   - Money is counted in whole minor units and edges are computed in integers,
//     so no amount is too large and none is rounded.
//   - Nothing reads the clock: everything is as of the summaries' instant.
//   - Scores that nobody has are noted in the report. What has not happened yet
//     is missing from a cohort table, not 0.
//   - The default rules cover each of the 125 scores exactly once.
//
// # Caveats
//
//   - The model does not know the unit of SinceLast. Summaries that are scored
//     must count in the same unit (days, weeks, ...) as those of Fit.
//   - Where most customers have ordered once, the frequency scores can tell only
//     the others apart: edges fall together, and the middle scores are empty.
//     Fewer bins or fixed edges are the way out.
//   - Scores of quantile edges are relative: with new edges every month, a
//     customer can fall although nothing happened but that others rose. For
//     [Migration] keep one model and score both dates with it.
//   - Scores rank customers by what they did; they are no forecast. How recency,
//     frequency and money bear on what a customer will be worth is the subject of
//     P. S. Fader, B. G. S. Hardie and K. L. Lee, RFM and CLV, Journal of
//     Marketing Research 42(4), 2005, doi:10.1509/jmkr.2005.42.4.415.
//   - Total is net of refunds and may be negative for a customer whose purchases
//     lie before the beginning of the log.
package segment
