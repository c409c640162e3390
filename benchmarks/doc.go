// Package benchmarks measures the module from end to end, on real data, and
// beside the libraries that people use today.
//
//	go test -bench . ./benchmarks              hot paths on Online Retail, rows a second
//	go run ./benchmarks/against                whole jobs here and in Python, in turn, in one table
//
// The folder peers holds the Python side and says how to make its environments.
package benchmarks
