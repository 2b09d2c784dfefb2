-- AlterTable
ALTER TABLE "properties"."AttributeDefinition" ADD COLUMN     "broughtBy" TEXT;

-- CreateIndex
CREATE INDEX "AttributeDefinition_broughtBy_createdAt_idx" ON "properties"."AttributeDefinition"("broughtBy", "createdAt");
