// Package clm is the root of a library of customer-lifecycle algorithms: it
// takes a service from raw orders to decisions. This package holds the words
// that all others share; each question has a package of its own:
//
//	what happened?                      events      event log, readers, cleaning, summaries, features
//	how do columns become numbers?      feature     scalers
//	who are the customers?              segment     RFM scores, rules, migration, cohorts, profiles
//	                                    cluster     K-means, how many groups, DBSCAN, hierarchies, scores, portraits
//	what comes next?                    timeseries  ARIMA, automatic too, STL, baselines, back-tests
//	what is bought together?            assoc       itemsets, rules, cross-selling
//
// # From a file to segments
//
// An event log is read from CSV, from a database or from any iterator, with a
// report of all that was dropped or changed; customers are summarised as of an
// instant; scores and rules name the segments:
//
//	log, cleaning, err := events.CSV{Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
//		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice"}.Read(ctx, file)
//	summaries, err := events.Summaries{AsOf: asOf}.OfLog(log)
//	model, err := segment.RFM{}.Fit(ctx, summaries)
//
// # The shape of every algorithm
//
// A configuration is a plain struct whose zero value works, or nearly so. Its
// method Fit learns a model, which is another type:
//
//	m, err := cluster.KMeans{K: 5}.Fit(ctx, x)
//	labels, err = m.Predict(labels, fresh)
//
// Fit takes a context, the data and nothing else; [Fitter] is its shape. Where
// there is a Seed, every value is a fixed seed, 0 too. Workers 0 means
// GOMAXPROCS. The model answers questions, has a [Report] of how the fit went
// and turns into bytes and back, for a file or another process:
//
//	file, err := m.MarshalBinary()
//
//	var loaded cluster.KMeansModel // must be a zero model
//	err = loaded.UnmarshalBinary(file)
//
// # Promises
//
//  1. Same input, same output. The same data, configuration and seed give the
//     same bytes for every number of workers, every GOMAXPROCS and every CPU
//     feature set, with the same binary or one built by the same Go version for
//     the same GOARCH and GOAMD64 or GOARM64.
//  2. A model is immutable and may be used by any number of goroutines.
//  3. Fit changes nothing that it is given.
//  4. Bad data is an error that says where. Bad code is a panic that says what.
//     No function panics because of a value that came from a file, a database or
//     a request.
//  5. Not converged is a report, not an error.
//  6. The caller owns memory: dst comes first, nil allocates, and predictions
//     into a dst allocate nothing.
//  7. Nothing outlives a call: no goroutine, no log line, no global state.
//  8. A model file loads for ever: versioned, checksummed, and without training
//     data, unless these are the method, as the core rows of DBSCAN are. Hostile
//     bytes give [ErrFormat].
//  9. Time flows one way. What is computed as of an instant uses nothing that
//     happened at or after it. All intervals are [a, b).
//
// # Processors
//
// Long loops over numbers run in AVX2 or AVX-512 on amd64 where the processor has
// them, and in plain Go elsewhere or with the build tag purego. The results have
// the same bits. GODEBUG=cpu.avx512f=off or cpu.avx2=off leaves a set out.
//
// # Errors
//
// Errors are of the types here, to be found with [errors.As], and wrap the
// sentinels here, to be tested with [errors.Is]:
//
//	cluster.KMeans: K is 0, want at least 1                      ConfigError, ErrConfig
//	cluster.KMeans.Fit: value NaN at row 17, column 3            ValueError, ErrValue
//	cluster.KMeansModel.Predict: 3 columns, want 4 columns       ShapeError, ErrShape
//	events.CSV.Read: line 12, column "Price" value "x": ...      RowError, ErrRow
//
// Rows and columns of matrices are counted from 0, lines of files from 1.
package clm
