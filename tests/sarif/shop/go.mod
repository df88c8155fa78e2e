module shop.example/rates

go 1.22
