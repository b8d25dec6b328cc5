"""The wire: gRPC and nothing but gRPC. Servicers translate, delegate and translate back; nothing here decides."""
