module github.com/clm-go/clm/benchmarks

go 1.26.0

require github.com/clm-go/clm v0.0.0

require gonum.org/v1/gonum v0.17.0 // indirect

replace github.com/clm-go/clm => ../
