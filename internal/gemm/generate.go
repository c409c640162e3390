package gemm

// The files for float32 and the assembly are written by the program in _gen, a module of
// its own; these commands make the committed files again, to the byte.

//go:generate env GOWORK=off go -C _gen run . -single ../mul.go,../rows.go,../pack.go,../workspace.go,../mul_amd64.go,../panel_amd64.go,../row_amd64.go,../column_amd64.go,../job_amd64.go,../pack_amd64.go,../mul_noasm.go,../mul_test.go,../pack_test.go
//go:generate env GOWORK=off go -C _gen run . -kernels panel64 -out ../panel64_amd64.s -stubs ../panel64_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels panel32 -out ../panel32_amd64.s -stubs ../panel32_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels pack -out ../packing_amd64.s -stubs ../packing_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels row64 -out ../row64_amd64.s -stubs ../row64_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels row32 -out ../row32_amd64.s -stubs ../row32_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels column64 -out ../column64_amd64.s -stubs ../column64_stubs_amd64.go -pkg gemm
//go:generate env GOWORK=off go -C _gen run . -kernels column32 -out ../column32_amd64.s -stubs ../column32_stubs_amd64.go -pkg gemm
