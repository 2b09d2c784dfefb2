-- AlterTable
ALTER TABLE "properties"."Property" ADD COLUMN     "approvedTextHash" TEXT;

-- Looking up is far more frequent than in most such indexes: it must not walk through a list of entries that wait to be sorted in.
ALTER INDEX "properties"."TextSignature_bands_idx" SET (fastupdate = off);
