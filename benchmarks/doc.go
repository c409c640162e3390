// Package benchmarks measures the module from end to end, on real data, and
// beside the libraries that people use today.
//
//	go test -bench . ./benchmarks              hot paths on Online Retail, rows a second
//	go run ./benchmarks/against                the same work here and in other libraries, in turn, in one table
//	go run ./benchmarks/scale                  how time and memory of clustering and Eclat grow with the rows
//	go run ./benchmarks/limits                 what this machine can do at best
//	go run ./benchmarks/compare -base TREE     the same benchmarks of two source trees in turn (.ci/bench calls it)
//
// against is the ruler. It makes its input files when it first needs them
// (0.6 GB in the user's cache folder), alternates between long-lived processes
// of both sides, compares the quality of the results before their times, throws
// away what other processes disturbed, and says how much it errs itself. What it
// needs is a quiet machine, and for most workloads the Python environments that
// peers/README.md describes; vectors and exp are compared with Go libraries.
//
//	go run ./benchmarks/against -list                                    workloads, peers, tolerances
//	go run ./benchmarks/against -only dot,axpy,sqdist,exp                no Python needed
//	go run ./benchmarks/against -only kmeans,minibatch -threads 1,2
//	go run ./benchmarks/against -only dbscan -threads 2
//	go run ./benchmarks/against -only assoc -threads 1,2                 CLM_DATA names the folder of the public data sets
//	go run ./benchmarks/against -only linkage                            one thread; the peers need 3.2 GB
//	go run ./benchmarks/against -only gemm_f64 -isa native -python PYTHON
//
// The table and all pairs of runs are added to results/<date>-<cpu>.txt, which
// is committed where a figure is published. A row takes at least seven runs of
// either side, three if they are longer than 5 s: a quarter of an hour is enough for
// all of clustering with one set of instructions. -pairs 5 is the shortest that proves
// something, -pairs 1 shows whether the results agree.
//
// scale fits tables of made points, or made baskets, in a process each and prints
// the exponents of what it sees. It needs no Python and takes two to three minutes.
//
// # How to add a workload
//
// Write one file, against/workload_<name>.go, which registers a workload: its
// name, what it does, its input set (registerInputs: made in Go from
// internal/rng, so that every machine has the same bytes), the figures of
// quality with their limits, our job, and the peers. A job reads and converts the
// inputs, has a function that does the work so many times over, and one that
// says how good the last result is. A peer in Go is another job; one in Python is
// a function that returns a job in a file of peers, called by peers/serve.py.
// Both sides must do the same: the same type of numbers, the same start, the
// same stopping rule. What a caller pays for at each call (conversion, checks,
// sorting) belongs into the work, start-up and reading files do not. Where a part
// of the work is to be left out all the same, as copying the baskets is by
// everybody who times miners, a second function of the job, empty, does that part
// alone; the table has the difference and the whole.
package benchmarks
