// Package events answers "what happened?": it turns raw orders into an event
// log, and the log into the tables that everything else starts from.
//
//	orders, cleaning, err := events.CSV{
//		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
//		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
//	}.Read(ctx, file)
//	fmt.Println(cleaning) // what was dropped or changed, and why
//	summaries, err := events.Summaries{AsOf: asOf}.OfLog(orders)
//
// # Choosing
//
// To read: [CSV] for files, plain or gzip; [Rows] for a query to a database;
// [Collect] and [Stream] for anything that a program can walk. All give the
// same [Log] for the same events, to the byte, whatever order they come in, and
// a [Cleaning] that accounts for every row. A [Policy] says what becomes of
// cancellations, duplicates, rows without customer and prices of zero.
//
// To look at a part: [Log.Before], [Log.Between] and [Log.Where] are views that
// copy nothing. To put parts together: [Merge].
//
// One row for each customer: [Summaries] for the few figures that segments and
// lifetime-value models take; [Features] for the many that a churn model takes,
// with the label beside them. Where yesterday's history is not at hand any more,
// keep a [Tally], add today's events and ask Summaries.
//
// For the other algorithms: [Log.Baskets] for basket rules, [Log.Interactions]
// and [Log.Pairs] for recommenders, [Log.Series] for forecasts.
//
// # Money
//
// Amounts are whole numbers of minor units (cents) of one currency, so sums are
// exact. Readers parse decimals digit by digit and never through floating
// point; a product that is no whole minor unit is rounded half away from zero,
// and counted. Quantities and amounts are never negative: the [Kind] of an
// event says whether it gives or takes back.
//
// # Time
//
// A log has one location, and days, weeks and months are those there. All
// intervals are [a, b): as of an instant means before it. A log knows up to
// when it is complete ([Log.Until]), so that a customer who could not yet come
// back is not taken for lost.
//
// # Promises
//
// A log is immutable and may be used by any number of goroutines. Nothing is
// dropped or changed in silence. No input makes a reader panic, and none makes
// it keep the text: memory is for the log, besides the different ids of rows
// that a policy drops and the different texts of columns that are compared. What is computed as of an instant does not
// change with what happened at or after it.
//
// # Caveats
//
// All events lie in memory, some 50 bytes each. One log has one currency:
// convert before. Two equal lines may be two purchases, so duplicates are kept
// unless the policy says otherwise. Locations need the time zone database, from
// the system or by importing time/tzdata.
package events
