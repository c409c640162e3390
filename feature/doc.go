// Package feature turns customer tables into numbers that algorithms can use.
// It answers the question: how do recency, frequency and money, which have
// different units and long tails, become columns of equal weight?
//
//	scaler := feature.Scaler{Log1p: []int{1, 2}} // the skewed columns
//	m, err := scaler.Fit(ctx, table)
//	var scaled mat.Dense
//	err = m.Transform(&scaled, table)
//	// ... cluster the rows of scaled ...
//	err = m.Inverse(centers, centers) // back to days, orders and money
//
// # Choosing
//
// [Standard] is right for columns that are symmetric, if need be after Log1p.
// [Robust] is for columns in which a few values are far from all others and
// should stay so. [MinMax] is for methods that want numbers from 0 to 1; one
// outlier decides about all the other values. [None] only takes logarithms.
//
// Rows that are not in one place, or that come day by day, are summed up in
// [Moments], from which a scaler is fitted without them.
//
// # Promises
//
// The same data and configuration give the same model bytes for any number of
// Workers and any processor of the same architecture. A model does not change,
// may be used by many goroutines at once, and its file can be read by every
// later version. Bad data is an error that says where; nothing that comes from
// data panics. Transforming rows into a dst allocates nothing.
//
// # Caveats
//
// Missing values stay missing: what comes after the scaler has to take NaN or
// they have to be filled in before. Fit on the rows that a model is trained
// with, and use the same fitted model for all others. Money net of refunds can
// be negative, and what is −1 or less has no logarithm: take gross money, or
// limit the values to 0 before.
package feature
