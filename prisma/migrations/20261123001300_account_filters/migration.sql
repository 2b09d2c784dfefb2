-- CreateIndex
CREATE INDEX "User_role_createdAt_id_idx" ON "users"."User"("role", "createdAt", "id");

-- CreateIndex
CREATE INDEX "User_isActive_createdAt_id_idx" ON "users"."User"("isActive", "createdAt", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_at_id_idx" ON "users"."AuditEvent"("actorId", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_address_at_id_idx" ON "users"."AuditEvent"("address", "at", "id");

-- Expressions are not in Prisma's schema. What was noted of an e-mail address before it had an account, or after.
CREATE INDEX "AuditEvent_account_idx" ON "users"."AuditEvent" (("detail"->>'account')) WHERE ("detail"->>'account') IS NOT NULL;
