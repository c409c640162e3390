package vec

// Assembly is written by the program in _gen, a module of its own; these
// commands make the committed files again, to the byte.

//go:generate env GOWORK=off go -C _gen run . -kernels addrows -out ../addrows_amd64.s -stubs ../addrows_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels argmin -out ../argmin_amd64.s -stubs ../argmin_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels assign -out ../assign_amd64.s -stubs ../assign_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels atmost -out ../atmost_amd64.s -stubs ../atmost_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels bitrows -out ../bitrows_amd64.s -stubs ../bitrows_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels elementwise -out ../elementwise_amd64.s -stubs ../elementwise_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels gaps -out ../gaps32_amd64.s -stubs ../gaps32_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels math -out ../math_amd64.s -stubs ../math_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels nearer -out ../nearer_amd64.s -stubs ../nearer_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels reduce -out ../reduce_amd64.s -stubs ../reduce_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels riccati -out ../riccati_amd64.s -stubs ../riccati_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels roots -out ../roots_amd64.s -stubs ../roots_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels scan -out ../scan_amd64.s -stubs ../scan_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels schur -out ../schur_amd64.s -stubs ../schur_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels twolowest -out ../twolowest_amd64.s -stubs ../twolowest_stubs_amd64.go -pkg vec
//go:generate env GOWORK=off go -C _gen run . -kernels within -out ../within_amd64.s -stubs ../within_stubs_amd64.go -pkg vec
