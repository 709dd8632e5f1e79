# Every aws_iam_* and aws_rolesanywhere_* resource that one account of Ostiary can hold. tests/system/test_terraform.py applies it, twice.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }

provider "aws" {
  region                  = "us-east-1"
  skip_region_validation  = true
  skip_metadata_api_check = true
  endpoints {
    iam           = var.endpoint
    rolesanywhere = var.endpoint
    sts           = var.endpoint
  }
}

# What differs in the second apply: all of it can be changed without making anything anew.
variable "later" {
  type    = bool
  default = false
}

locals {
  step   = var.later ? "later" : "first"
  status = var.later ? "Inactive" : "Active"
}
